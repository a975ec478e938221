# Varnish 7.1 (Debian 12, with the package varnish-modules) in front of BattKOMP.
#
# After a purge, the next response is new. While the site is down or fails, visitors get the last
# response, for at most a week. docs/decisions/0015-shared-caches.md explains the design, and
# tests/deploy/test_varnish.py tests it.
#
# Start Varnish with `-p http_gzip_support=off` (see ../systemd/varnish.service.d). Otherwise it
# supports no coding but gzip, and mixes up the others.
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
        # Written out, because the site accepts trusted hosts only.
        .request =
            "GET /healthz HTTP/1.1"
            "Host: battkomp.example"
            "Connection: close";
        .interval = 1s;
        # As for a page: during a reload, requests wait. A site that is down refuses at once.
        .timeout = 5s;
        .window = 3;
        .threshold = 2;
        .initial = 2;
    }
}

# The site, which may send purges. Single addresses only, no networks.
acl publishers {
    "127.0.0.1";
    "::1";
}

# The TLS proxy, whose X-Forwarded headers are trusted.
acl terminators {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.restarts == 0) {
        call trust_terminators_only;
    }
    if (req.method == "PURGE") {
        call purge;
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    call normalise;
    if (std.healthy(req.backend_hint) && var.get("stale") != "yes") {
        set req.grace = 0s;
        set req.hash_always_miss = var.get("anew") == "yes";
    } else {
        set req.grace = 7d;
        set req.hash_always_miss = false;
    }
}

# Varnish has appended the client's address to X-Forwarded-For.
sub trust_terminators_only {
    if (client.ip !~ terminators) {
        set req.http.X-Forwarded-For = client.ip;
        unset req.http.X-Forwarded-Proto;
        unset req.http.X-Request-Id;
    }
    if (req.http.X-Forwarded-Proto != "https") {
        set req.http.X-Forwarded-Proto = "http";
    }
    # The host is in Host.
    unset req.http.Forwarded;
    unset req.http.X-Forwarded-Host;
    unset req.http.X-Forwarded-Port;
    unset req.http.X-Forwarded-Prefix;
    unset req.http.X-Real-IP;
    call drop_other_spellings;
}

# In WSGI (PEP 3333), an underscore in a header's name equals a hyphen, and the last value counts. nginx
# drops such names; other proxies may not. The last of them would cache one visitor's coding, or a 304,
# for all.
sub drop_other_spellings {
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

# A soft purge: outdated responses stay for outages of the site.
sub purge {
    # Clients of a TLS proxy on this machine have its address, too, but then there are two addresses.
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

# Reduce a request to its cache key: a URL and a coding. No page uses cookies.
sub normalise {
    unset req.http.Cookie;

    # The query parameters that pages use. Only the search uses two.
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

    # The best coding that the client accepts. A quality of 0 means that it does not.
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

# Absolute URLs in pages contain the scheme, unless BATTKOMP_PUBLIC_URL is set.
sub vcl_hash {
    hash_data(req.http.X-Forwarded-Proto);
}

# A response that was requested before a purge and arrived after it may be outdated: fetch it again.
sub vcl_hit {
    if (obj.http.X-Edition && obj.http.X-Edition != "of " + var.global_get("edition") &&
        obj.ttl > 0s && req.restarts == 0 && std.healthy(req.backend_hint)) {
        var.set("anew", "yes");
        return (restart);
    }
}

sub vcl_backend_fetch {
    # A connection that is kept may be closed when a request is sent, and messages are not sent twice.
    set bereq.http.Connection = "close";

    # A message may wait for a lock. After a timeout, the visitor would think that it was not accepted.
    if (bereq.method == "POST") {
        set bereq.first_byte_timeout = 25s;
    }

    var.set("edition", "of " + var.global_get("edition"));
}

sub vcl_backend_response {
    if (beresp.status >= 500) {
        call serve_stale;
    }
    if (bereq.uncacheable) {
        return (deliver);
    }
    if (beresp.status == 200 && beresp.http.Surrogate-Key && !beresp.http.Set-Cookie &&
        beresp.http.Cache-Control !~ "(?i)private|no-store") {
        call cache_until_purge;
    } elsif (beresp.status == 200 && !beresp.http.Set-Cookie &&
        beresp.http.Cache-Control ~ "(?i)public" &&
        beresp.http.Cache-Control ~ "(?i)max-age=[1-9]") {
        set beresp.grace = 7d;
    } else {
        # Errors, redirects and private responses. For a second, requests do not wait for each other.
        set beresp.ttl = 1s;
        set beresp.grace = 0s;
        set beresp.uncacheable = true;
    }
    return (deliver);
}

sub cache_until_purge {
    set beresp.http.xkey = beresp.http.Surrogate-Key;
    set beresp.http.X-Edition = var.get("edition");
    set beresp.ttl = std.time(beresp.http.Expires, now) - now;
    # Revalidate every minute, in case a purge was lost. It costs the site next to nothing.
    if (beresp.ttl > 60s) {
        set beresp.ttl = 60s;
    }
    set beresp.grace = 7d;
}

# If there is something to revalidate, there is a stale response.
sub serve_stale {
    if (!bereq.uncacheable && (bereq.is_bgfetch || bereq.http.If-None-Match)) {
        return (abandon);
    }
}

sub vcl_backend_error {
    # A worker that is replaced may close a new connection before it reads the request.
    if (bereq.retries == 0 && (bereq.method == "GET" || bereq.method == "HEAD")) {
        return (retry);
    }
    call serve_stale;
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
    # Keep Age: it is correct, and browsers revalidate pages anyway.
    unset resp.http.Surrogate-Key;
    unset resp.http.xkey;
    unset resp.http.X-Edition;
    unset resp.http.X-Varnish;
    unset resp.http.Via;
}

sub vcl_synth {
    # A fetch that serve_stale abandoned: deliver the stale response.
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
