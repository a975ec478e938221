"""The tables of what the project found, when, and who says so."""

# Dates in the knowledge base are days, months, seasons or years (battkomp.content.partial_dates).
KNOWLEDGE = (
    "alter table phases add column handed_over text",
    'alter table organisations add column "group" text',
    "alter table organisations add column as_of text",
    'create index listed_organisations on organisations (position) where "group" is not null',
    """
    create table sources (
        key text primary key,
        position integer not null,
        url text not null,
        publisher text not null,
        published text,
        language text not null
    ) strict
    """,
    """
    create table milestones (
        key text primary key,
        position integer not null,
        "on" text not null,
        kind text not null,
        part integer references phases (number)
    ) strict
    """,
    "create index milestones_of_a_part on milestones (part)",
    """
    create table findings (
        key text primary key,
        position integer not null,
        "group" text not null,
        part integer not null references phases (number),
        number integer,
        state text not null,
        replaced_by text references findings (key) deferrable initially deferred,
        as_of text not null
    ) strict
    """,
    "create index findings_of_a_part on findings (part)",
    "create table charts (key text primary key, position integer not null) strict",
    """
    create table figures (
        key text primary key,
        position integer not null,
        value any not null,
        unit text not null,
        qualifier text not null,
        owner text references organisations (key),
        part integer references phases (number),
        featured integer not null check (featured in (0, 1)),
        chart text references charts (key),
        about text,
        as_of text not null
    ) strict
    """,
    "create index figures_of_a_part on figures (part)",
    "create index featured_figures on figures (position) where featured",
    """
    create table steps (
        key text primary key,
        position integer not null,
        as_of text not null
    ) strict
    """,
    "create table terms (key text primary key, position integer not null) strict",
    # What a subject is based on, and which organisations it tells of.
    """
    create table citations (
        subject text not null,
        position integer not null,
        source text not null references sources (key),
        primary key (subject, position)
    ) strict, without rowid
    """,
    """
    create table mentions (
        subject text not null,
        position integer not null,
        organisation text not null references organisations (key),
        primary key (subject, position)
    ) strict, without rowid
    """,
    "create index mentions_of_an_organisation on mentions (organisation)",
    # Which translations are missing or outdated: follows from the words, and is found at once.
    """
    create table gaps (
        language text not null,
        subject text not null,
        field text not null,
        is_missing integer not null check (is_missing in (0, 1)),
        primary key (language, subject, field)
    ) strict, without rowid
    """,
    # The subjects of what a page shows that is no whole kind (battkomp.content.scopes).
    """
    create table groups (
        name text not null,
        subject text not null,
        primary key (name, subject)
    ) strict, without rowid
    """,
    # All that is read in the same way: what is no word of it, as JSON. `featured` are the figures
    # of the front page, the organisations that are listed, what has happened since, and all steps.
    """
    create view entries (section, key, position, part, featured, facts) as
    select 'phases', number, number, number, 0, json_object('handed_over', handed_over) from phases
    union all select 'organisations', key, position, null, "group" is not null, json_object(
        'key', key, 'website', website, 'part_of', part_of, 'group', "group", 'as_of', as_of
    ) from organisations
    union all select 'sources', key, position, null, 0, json_object(
        'key', key, 'url', url, 'publisher', publisher, 'published', published,
        'language', language
    ) from sources
    union all select 'milestones', key, position, part, kind = 'since', json_object(
        'key', key, 'on', "on", 'kind', kind, 'part', part
    ) from milestones
    union all select 'findings', key, position, part, 0, json_object(
        'key', key, 'group', "group", 'part', part, 'number', number, 'state', state,
        'replaced_by', replaced_by, 'as_of', as_of
    ) from findings
    union all select 'charts', key, position, null, 0, json_object('key', key) from charts
    union all select 'figures', key, position, part, featured, json_object(
        'key', key, 'value', value, 'unit', unit, 'qualifier', qualifier, 'owner', owner,
        'part', part, 'chart', chart, 'about', about, 'as_of', as_of
    ) from figures
    union all select 'steps', key, position, null, 1, json_object(
        'key', key, 'as_of', as_of
    ) from steps
    union all select 'terms', key, position, null, 0, json_object('key', key) from terms
    """,
    # The same with what it is based on, whom it tells of and, for a figure, whose it is.
    """
    create view linked as
    select section, section || '.' || key as subject, position, part, featured, facts,
        (
            select json_group_array(json(fact)) from (
                select json_object(
                    'key', key, 'url', url, 'publisher', publisher, 'published', published,
                    'language', language
                ) as fact
                from citations join sources on key = source
                where subject = entries.section || '.' || entries.key
                order by citations.position
            )
        ) as sources,
        (
            select json_group_array(json(fact)) from (
                select json_object('key', key, 'website', website, 'part_of', part_of) as fact
                from mentions join organisations on key = organisation
                where subject = entries.section || '.' || entries.key
                order by mentions.position
            )
        ) as organisations,
        (
            select json_object('key', key, 'website', website, 'part_of', part_of)
            from organisations where key = facts ->> 'owner'
        ) as owner
    from entries
    """,
)
