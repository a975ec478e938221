# BattKOMP behind Varnish 7.1, as Debian 12 has it, with its package varnish-modules.
#
# What it promises: after a purge, the next answer is new; while the site is down or fails, visitors
# are given what it last said, for a week at most. docs/decisions/0015-shared-caches.md says why it
# is done so, and tests/deploy/test_varnish.py proves it.
#
# Varnish must be started with `-p http_gzip_support=off` (see ../systemd/varnish.service.d): on, it
# knows no coding but gzip, and mixes up the others.
vcl 4.1;

import std;
import var;
import xkey;

backend site {
    .path = "/run/battkomp/site.sock";
    .connect_timeout = 1s;
    .first_byte_timeout = 5s;
    .between_bytes_timeout = 5s;
    .probe = {
        # Written out, so that it names a host that the site knows.
        .request =
            "GET /healthz HTTP/1.1"
            "Host: battkomp.example"
            "Connection: close";
        .interval = 1s;
        .timeout = 1s;
        .window = 3;
        .threshold = 2;
        .initial = 2;
    }
}

# Who may say that the content has changed: the site. Each address alone; no network.
acl publishers {
    "127.0.0.1";
    "::1";
}

# Whose word is taken for who asks and how: the TLS terminator's.
acl terminators {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.restarts == 0) {
        call believe_none_but_terminators;
    }
    if (req.method == "PURGE") {
        call purge;
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    call leave_what_answers_depend_on;
    if (std.healthy(req.backend_hint) && var.get("stale") != "yes") {
        set req.grace = 0s;
        set req.hash_always_miss = var.get("anew") == "yes";
    } else {
        set req.grace = 7d;
        set req.hash_always_miss = false;
    }
}

# Varnish has put the client's own address last in X-Forwarded-For.
sub believe_none_but_terminators {
    if (client.ip !~ terminators) {
        set req.http.X-Forwarded-For = client.ip;
        unset req.http.X-Forwarded-Proto;
        unset req.http.X-Request-Id;
    }
    if (req.http.X-Forwarded-Proto != "https") {
        set req.http.X-Forwarded-Proto = "http";
    }
    # The host is in Host, and there is no more to be said.
    unset req.http.Forwarded;
    unset req.http.X-Forwarded-Host;
    unset req.http.X-Forwarded-Port;
    unset req.http.X-Forwarded-Prefix;
    unset req.http.X-Real-IP;
    call believe_no_other_spelling;
}

# To the site an underscore in a name is the same as a hyphen, as in all of WSGI (PEP 3333), and what
# comes last counts. nginx passes no such names on; other terminators may. Without the last of these,
# what one visitor is given could be kept for others who can make nothing of it.
sub believe_no_other_spelling {
    unset req.http.X-Forwarded_For;
    unset req.http.X_Forwarded-For;
    unset req.http.X_Forwarded_For;
    unset req.http.X-Forwarded_Proto;
    unset req.http.X_Forwarded-Proto;
    unset req.http.X_Forwarded_Proto;
    unset req.http.X-Forwarded_Host;
    unset req.http.X_Forwarded-Host;
    unset req.http.X_Forwarded_Host;
    unset req.http.X-Request_Id;
    unset req.http.X_Request-Id;
    unset req.http.X_Request_Id;
    unset req.http.Accept_Encoding;
    unset req.http.If-None_Match;
    unset req.http.If_None-Match;
    unset req.http.If_None_Match;
    unset req.http.If-Modified_Since;
    unset req.http.If_Modified-Since;
    unset req.http.If_Modified_Since;
}

# Softly: what is outdated stays for the time when the site is down.
sub purge {
    # Behind a terminator on this machine, visitors come from its address, and are named before it.
    if (client.ip !~ publishers || req.http.X-Forwarded-For ~ ",") {
        return (synth(403, "Not from there"));
    }
    if (!req.http.Surrogate-Key) {
        return (synth(400, "No Surrogate-Key"));
    }
    var.global_set("edition", req.xid);
    std.log("purged: " + xkey.softpurge(req.http.Surrogate-Key));
    return (synth(200, "Purged"));
}

# One address and one coding, for one answer to be kept. No page knows a cookie.
sub leave_what_answers_depend_on {
    unset req.http.Cookie;

    # The parameters in battkomp/parameters.py; only a search has a use for two.
    if (req.url ~ "^[^?]*\?(.*&)?q=") {
        unset req.http.X-Page;
        if (req.url ~ "^[^?]*\?(.*&)?page=") {
            set req.http.X-Page = regsub(req.url, "^[^?]*\?(?:.*?&)??(page=[^&]*).*$", "&\1");
        }
        set req.url = regsub(req.url, "^([^?]*)\?(?:.*?&)??(q=[^&]*).*$", "\1?\2") + req.http.X-Page;
        unset req.http.X-Page;
    } elsif (req.url ~ "^[^?]*\?(.*&)?receipt=") {
        set req.url = regsub(req.url, "^([^?]*)\?(?:.*?&)??(receipt=[^&]*).*$", "\1?\2");
    } else {
        set req.url = regsub(req.url, "\?.*$", "");
    }

    # The smallest that the browser takes, without those that it refuses by a weight of nothing.
    set req.http.Accept-Encoding =
        regsuball(req.http.Accept-Encoding.lower(), "[^ ,;]+ *; *q=0(\.0*)? *(?=,|$)", "");
    if (req.http.Accept-Encoding ~ "(^|[ ,])br *(;|,|$)") {
        set req.http.Accept-Encoding = "br";
    } elsif (req.http.Accept-Encoding ~ "(^|[ ,])zstd *(;|,|$)") {
        set req.http.Accept-Encoding = "zstd";
    } elsif (req.http.Accept-Encoding ~ "(^|[ ,])gzip *(;|,|$)") {
        set req.http.Accept-Encoding = "gzip";
    } else {
        unset req.http.Accept-Encoding;
    }
}

# Whole addresses in pages begin with the scheme, unless BATTKOMP_PUBLIC_URL says with what.
sub vcl_hash {
    hash_data(req.http.X-Forwarded-Proto);
}

# What was asked for before a purge, and came after it, may be outdated: ask again.
sub vcl_hit {
    if (obj.http.X-Edition && obj.http.X-Edition != "of " + var.global_get("edition") &&
        obj.ttl > 0s && req.restarts == 0 && std.healthy(req.backend_hint)) {
        var.set("anew", "yes");
        return (restart);
    }
}

sub vcl_backend_fetch {
    # A message may have to wait for its turn; to give up would be to say that it was not taken.
    if (bereq.method == "POST") {
        set bereq.first_byte_timeout = 25s;
    }

    var.set("edition", "of " + var.global_get("edition"));
}

sub vcl_backend_response {
    if (beresp.status >= 500) {
        call give_what_is_kept;
    }
    if (bereq.uncacheable) {
        return (deliver);
    }
    if (beresp.status == 200 && beresp.http.Surrogate-Key && !beresp.http.Set-Cookie &&
        beresp.http.Cache-Control !~ "(?i)private|no-store") {
        call keep_until_purged;
    } elsif (beresp.status == 200 && !beresp.http.Set-Cookie &&
        beresp.http.Cache-Control ~ "(?i)public" &&
        beresp.http.Cache-Control ~ "(?i)max-age=[1-9]") {
        set beresp.grace = 7d;
    } else {
        # Errors, redirects, and what is for one visitor. For a moment, nobody waits for another.
        set beresp.ttl = 1s;
        set beresp.grace = 0s;
        set beresp.uncacheable = true;
    }
    return (deliver);
}

sub keep_until_purged {
    set beresp.http.xkey = beresp.http.Surrogate-Key;
    set beresp.http.X-Edition = var.get("edition");
    set beresp.ttl = std.time(beresp.http.Expires, now) - now;
    # A purge that was lost, with whoever was to send it, must not be waited for until midnight.
    # Asking whether anything has changed costs the site next to nothing.
    if (beresp.ttl > 60s) {
        set beresp.ttl = 60s;
    }
    set beresp.grace = 7d;
}

# Where there is something to compare with, there is something to give.
sub give_what_is_kept {
    if (!bereq.uncacheable && (bereq.is_bgfetch || bereq.http.If-None-Match)) {
        return (abandon);
    }
}

sub vcl_backend_error {
    # A worker that is being replaced may have closed the connection before it read anything.
    if (bereq.retries == 0 && (bereq.method == "GET" || bereq.method == "HEAD")) {
        return (retry);
    }
    call give_what_is_kept;
    set beresp.ttl = 0s;
    set beresp.grace = 0s;
    set beresp.uncacheable = true;
    unset beresp.http.Server;
    set beresp.status = 503;
    set beresp.reason = "Service Unavailable";
    set beresp.http.Content-Type = "text/html; charset=utf-8";
    set beresp.http.Cache-Control = "no-store";
    set beresp.http.Retry-After = "30";
    set beresp.http.X-Content-Type-Options = "nosniff";
    set beresp.http.Content-Security-Policy =
        "default-src 'none'; style-src 'sha256-8gI93mSTNYdAqz6E9IzUxaCTU1R0BW64sVQ8B3oEMVQ='; base-uri 'none'; frame-ancestors 'none'";
    set beresp.body = std.fileread("/etc/battkomp/down.html");
    return (deliver);
}

sub vcl_deliver {
    # Age stays: it is true, and browsers ask whether a page has changed whatever it says.
    unset resp.http.Surrogate-Key;
    unset resp.http.xkey;
    unset resp.http.X-Edition;
    unset resp.http.X-Varnish;
    unset resp.http.Via;
}

sub vcl_synth {
    # What was abandoned, above.
    if (resp.status == 503 && var.get("stale") != "yes" && req.restarts < 2) {
        var.set("stale", "yes");
        return (restart);
    }
    unset resp.http.Server;
    unset resp.http.X-Varnish;
    set resp.http.Content-Type = "text/plain; charset=utf-8";
    set resp.http.Cache-Control = "no-store";
    set resp.body = resp.reason + {"
"};
    return (deliver);
}
