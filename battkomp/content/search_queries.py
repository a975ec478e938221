"""The questions that a search asks of its index."""

from __future__ import annotations

from typing import NamedTuple

KNOWN = """
with asked (place, typed, simply, inside) as materialized (
    select key, value ->> 0, value ->> 1, value ->> 2 from json_each(:words)
)
select
    typed,
    (
        select coalesce(sum(entries), 0) from (
            select entries from search_vocabulary
            where word >= typed and word < typed || char(1114111) limit 500
        )
    ) as entries,
    (
        select json_group_array(json_array(word, entries)) from (
            select word, entries
            from search_parts join search_vocabulary on id = search_parts.rowid
            where search_parts match inside and instr(word, typed)
            order by search_parts.rowid limit :most
        )
    ) as wholes,
    coalesce((select entries from search_vocabulary where word = typed), 0) as alone,
    (
        select word from search_vocabulary
        where plain = simply and typed = simply and word <> typed order by id limit 1
    ) as meant,
    (
        select json_group_array(word) from (
            select word from search_vocabulary
            where length(typed) >= :shortest and plain >= substr(simply, 1, length(simply) / 2)
                and plain < substr(simply, 1, length(simply) / 2) || char(1114111)
                and abs(length(plain) - length(simply)) <= 2
                and not exists (select 1 from search_vocabulary where word = typed)
            order by id limit 100
        )
    ) as similar
from asked order by place
"""

# For each expression the best of its hits, as FTS5 weighs them. It does so at once for rare words.
WEIGHED = """
with hits (id, number) as (
    select hit.value, 2000 * expression.key + hit.key
    from json_each(:expressions) as expression cross join json_each((
        select json_group_array(id) from (
            select rowid as id from search_texts where search_texts match expression.value
            order by bm25(search_texts, 10.0, 1.0, 0.5) limit 4 * :most
        )
    )) as hit
)
select language, subject, place, anchor, part, title, text, min(number) as rank
from hits cross join search_entries using (id)
group by id order by rank, id
"""
# Or else the first of them, which are the most important: in titles; and in all texts, in the
# reader's language and in any.
AS_THEY_STAND = """
with hits (id, number) as (
    select hit.value, 2000 * expression.key + hit.key
    from json_each(:expressions) as expression cross join json_each((
        select json_group_array(id) from (
            select rowid as id from search_titles where search_titles match expression.value
            order by rowid limit :most
        )
    )) as hit
    union all
    select hit.value, 2000 * expression.key + 1000 + hit.key
    from json_each(:expressions) as expression cross join json_each((
        select json_group_array(id) from (
            select rowid as id from search_texts
            where search_texts match expression.value and rowid between
                (select min(id) from search_entries where language = :language)
                and (select max(id) from search_entries where language = :language)
            order by rowid limit :most / 2
        )
    )) as hit
    union all
    select hit.value, 2000 * expression.key + 1000 + hit.key
    from json_each(:expressions) as expression cross join json_each((
        select json_group_array(id) from (
            select rowid as id from search_texts where search_texts match expression.value
            order by rowid limit :most
        )
    )) as hit
)
select language, subject, place, anchor, part, title, text, min(number) as rank
from hits cross join search_entries using (id)
group by id order by rank, id
"""


EVERYTHING = """
select language, subject, place, anchor, part, title, text, 0, also
from search_entries where language = ? order by id
"""


class Row(NamedTuple):
    """An entry that was found."""

    language: str
    subject: str
    place: str
    anchor: str | None
    part: int | None
    title: str
    text: str
    rank: int
