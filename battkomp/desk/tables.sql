-- The tables of the desk. Times are in seconds since 1970; `secret` is the SHA-256 of a secret, in
-- hexadecimal. An empty line separates the statements.

-- `handle` names the user to authenticators (WebAuthn, section 5.4.3). `roles` are separated by spaces.
create table users (
    id integer primary key,
    handle blob not null unique default (randomblob(64)),
    name text not null,
    email text not null unique,
    roles text not null,
    disabled_at integer
) strict;

create table passkeys (
    id integer primary key,
    user integer not null references users (id),
    credential blob not null unique,
    public_key blob not null,
    sign_count integer not null,
    label text not null,
    is_backed_up integer not null,
    created_at integer not null,
    used_at integer
) strict;

-- Links with which a user registers a passkey: at first, or after losing a device.
create table invitations (
    secret text primary key,
    user integer not null references users (id),
    expires_at integer not null
) strict;

-- Of a user, of somebody who is about to register a passkey (`invitation`) or to sign in, or of a
-- reader of previews (`link`). `challenge` is that of the ceremony under way, which `purpose` names.
-- `verified_at` is the last use of a passkey.
create table sessions (
    secret text primary key,
    user integer references users (id),
    passkey integer references passkeys (id) on delete cascade,
    invitation text references invitations (secret) on delete cascade,
    link integer references links (id) on delete cascade,
    preview text references sets (id) on delete set null,
    challenge blob,
    purpose text,
    challenged_at integer,
    network text not null,
    created_at integer not null,
    seen_at integer not null,
    verified_at integer
) strict;

-- `title` is by language and `reasons` a list, as JSON. `approved_digest` is the digest of what was
-- approved. `publication` is the number of the publication.
create table sets (
    id text primary key,
    title text not null,
    state text not null,
    created_by integer not null references users (id),
    created_at integer not null,
    changed_at integer not null,
    due_at integer,
    approved_by integer references users (id),
    approved_digest text,
    reasons text not null default '[]',
    publication integer,
    closed_at integer
) strict;

-- A proposed text, or fact as JSON; null removes it. `base` is the SHA-256 of the live value that it
-- began from, '' if there was none. `seen` is the digest of the source text that the author of a
-- translation saw.
create table proposals (
    "set" text not null references sets (id) on delete cascade,
    subject text not null,
    field text not null,
    language text not null,
    value text,
    base text not null,
    seen text,
    author integer not null references users (id),
    version integer not null,
    changed_at integer not null,
    primary key ("set", subject, field, language)
) strict;

-- Every value that was ever saved, also those that were overtaken. When an entry is removed from a
-- set, the field `removed` gets the proposals that the set had in it, as JSON.
create table journal (
    id integer primary key,
    "set" text not null references sets (id) on delete cascade,
    subject text not null,
    field text not null,
    language text not null,
    value text,
    author integer not null references users (id),
    at integer not null
) strict;

create index journal_set on journal ("set", author);

-- Keys with which people without an account see the preview of a set.
create table links (
    id integer primary key,
    secret text not null unique,
    "set" text not null references sets (id) on delete cascade,
    label text not null,
    created_by integer not null references users (id),
    created_at integer not null,
    expires_at integer not null
) strict;

create table events (
    id integer primary key,
    at integer not null,
    user integer references users (id),
    network text not null,
    kind text not null,
    about text not null,
    detail text not null
) strict;

create index events_about on events (about, at);

create trigger events_stay before update on events
begin select raise(abort, 'events are not changed'); end;

create trigger events_last before delete on events when old.at > unixepoch() - EVENT_DAYS * 86400
begin select raise(abort, 'events are kept for two years'); end;
