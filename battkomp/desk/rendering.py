"""Rendering of the desk's own pages."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import flask_babel
from flask import Response, make_response, render_template, request
from flask.globals import request_ctx
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from battkomp import oslo
from battkomp.content.difference import difference
from battkomp.content.model import Text
from battkomp.db.connections import ReadError
from battkomp.desk import facts
from battkomp.desk.remarks import remark_in_words
from battkomp.desk.sessions import cookie, current_user, form_token, is_fresh, is_own_request
from battkomp.desk.users import Role
from battkomp.languages import Language
from battkomp.web import errors
from battkomp.web.languages import current_language, site_languages


def render(template: str, status: int = 200, **context: Any) -> Response:
    """Render a page of the desk.

    The template gets the user who is signed in as `user`, the token of forms as `token`, and the
    functions that many pages use.
    """
    html = render_template(
        template,
        user=current_user(),
        token=form_token(cookie()),
        languages=site_languages(),
        address_in=address_in,
        moment=moment,
        local=lambda seconds: oslo.local(datetime.fromtimestamp(seconds, UTC)),
        text_of=lambda words: Text.of(words, current_language().tag),
        pieces=difference,
        facts=facts,
        id_of=facts.id_of,
        remark_in_words=remark_in_words,
        Role=Role,
        **context,
    )
    response = make_response(html, status)
    response.headers["Content-Language"] = current_language().tag
    return response


def address_in(language: Language) -> str:
    """Return the address of the page in another language, also if it answers a form."""
    adapter, query = request_ctx.url_adapter, request.query_string.decode("latin-1")
    path = request.path
    while path and adapter and not adapter.test(path, "GET"):
        path = path.rpartition("/")[0]
    address = "/".join(["/desk", language.tag, *path.split("/")[3:]])
    return f"{address}?{query}" if query else address


def moment(seconds: int) -> Markup:
    """Return a time as a `<time>` element, in the time of Oslo: `3. mai 2026, 14:32`.

    One that comes twice, as the clocks go back, tells which it is.
    """
    at = datetime.fromtimestamp(seconds, UTC)
    words = f"{flask_babel.format_date(at, 'long')}, {flask_babel.format_time(at, 'HH:mm')}"
    shown = oslo.local(at)
    if len(oslo.moments_of(shown.replace(tzinfo=None, fold=0))) > 1:
        which = _("The second, in winter time") if shown.fold else _("The first, in summer time")
        words = f"{words} ({which.lower()})"
    return Markup('<time datetime="%s">%s</time>') % (at.isoformat(), words)


def hold(*, is_down: bool = False) -> Response:
    """Show a page that keeps what a form has sent until its sender has used their passkey.

    :param is_down: whether only the database has failed, so that it can be sent again.
    """
    sent = [(name, value) for name, value in request.form.items(multi=True) if name != "token"]
    status = 503 if is_down else 403 if current_user() else 401
    shown = {"sent": sent, "is_down": is_down, "is_fresh": is_fresh()}
    return render("desk/hold.html", status, address=request.full_path.rstrip("?"), **shown)


def show_unavailable(error: ReadError) -> Response:
    """Send the page for a database that fails, which keeps what a form of the desk has sent."""
    answer = errors.show_unavailable(error)
    if request.method == "POST" and request.path.startswith("/desk/") and is_own_request():
        answer.set_data(hold(is_down=True).get_data())
    return answer


def show_error(error: HTTPException) -> Response:
    """Send the page for an error: the desk's own, or that of the site in a preview."""
    # Without a URL adapter (untrusted host), no address can be built.
    if not request.path.startswith("/desk/") or request_ctx.url_adapter is None:
        return errors.show(error)
    with suppress(ReadError):
        current_user()  # if that cannot be read, the page is one for strangers
    status = error.code or 500
    title, text = errors.message_of(status)
    page = render("desk/error.html", status, code=status, title=title, text=text)
    return errors.finished(page, error)
