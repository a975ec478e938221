"""The questions that a search asks of its index."""

from __future__ import annotations

from typing import NamedTuple

KNOWN = """
with asked (place, typed, simply, inside) as materialized (
    select key, value ->> 0, value ->> 1, value ->> 2 from json_each(:words)
),
own (first, last) as materialized (
    select coalesce((select min(id) from search_entries where language = :language), 1),
        coalesce((select max(id) from search_entries where language = :language), 0)
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
        select json_group_array(json_array(word, entries, is_own)) from (
            select word, entries,
                last >= (select first from own) and first <= (select last from own) as is_own
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
            select word
            from (
                select substr(simply, 1, length(simply) / 2) as half
                where length(typed) >= :shortest
                    and not exists (select 1 from search_vocabulary where word = typed)
            ) cross join search_vocabulary on plain >= half and plain < half || char(1114111)
            where abs(length(plain) - length(simply)) <= 2
            order by id limit 100
        )
    ) as similar
from asked order by place
"""

# The best of what is found, with how many there are: those in the reader's language, after as many
# as are skipped, or the last page of them, and those that are in others only. The ids of a language
# follow each other, and tell which are of the same.
#
# For each expression in `:weighed` they are the best of its hits as FTS5 weighs them, which it does
# at once for rare words. For each pair in `:taken` they are the first, which are the most
# important: in titles and in all texts in any language; and in the reader's, where there are too
# many in others that come first, by the second of the pair, which has the words of that alone.
BEST = """
with weighed (expression, number, id) as (
    select expression.key, hit.key, hit.value
    from json_each(:weighed) as expression cross join json_each((
        select json_group_array(id) from (
            select rowid as id from search_texts where search_texts match expression.value
            order by bm25(search_texts, 10.0, 1.0, 0.5) limit 4 * :most
        )
    )) as hit
),
titled (expression, number, id) as (
    select expression.key, hit.key, hit.value
    from json_each(:taken) as expression cross join json_each((
        select json_group_array(id) from (
            select rowid as id from search_titles where search_titles match expression.value ->> 0
            order by rowid limit :most
        )
    )) as hit
),
told (expression, number, id) as materialized (
    select expression.key, hit.key, hit.value
    from json_each(:taken) as expression cross join json_each((
        select json_group_array(id) from (
            select rowid as id from search_texts where search_texts match expression.value ->> 0
            order by rowid limit :most
        )
    )) as hit
),
own (first, last) as materialized (
    select coalesce((select min(id) from search_entries where language = :language), 1),
        coalesce((select max(id) from search_entries where language = :language), 0)
),
unfinished (key, value) as materialized (
    select key, value ->> 1 from json_each(:taken) as expression
    where (select count(*) from told where told.expression = expression.key) = :most
        and (select first from own) > (select min(id) from search_entries)
),
told_to_readers (expression, number, id) as (
    select unfinished.key, hit.key, hit.value
    from unfinished cross join json_each((
        select json_group_array(id) from (
            select rowid as id from search_texts
            where search_texts match unfinished.value
                and rowid between (select first from own) and (select last from own)
            order by rowid limit :most / 2
        )
    )) as hit
),
hits (id, number) as (
    select id, 2000 * expression + number from weighed
    union all select id, 2000 * expression + number from titled
    union all select id, 2000 * expression + 1000 + number from told
    union all select id, 2000 * expression + 1000 + number from told_to_readers
),
ranked (id, rank, is_own) as materialized (
    select id, min(number), id between (select first from own) and (select last from own)
    from hits group by id
),
found (id, rank, is_own) as materialized (
    select id, rank, is_own from ranked
    where is_own or id % :block not in (select id % :block from ranked where is_own)
),
shown (id, rank, is_own, found) as (
    select * from (
        select id, rank, true, (select count(*) from found where is_own) from found where is_own
        order by rank, id limit :most_own
        offset min(:skipped, (select max(count(*) - 1, 0) from found where is_own)
            / :most_own * :most_own)
    )
    union all
    select * from (
        select id, rank, false, (select count(*) from found where not is_own) from found
        where not is_own
        order by rank, id limit :most_others
    )
)
select language, subject, place, anchor, part, title, text, rank, is_own, found
from shown cross join search_entries using (id) order by is_own desc, rank, id
"""

EVERYTHING = """
select language, subject, place, anchor, part, title, text, 0, 1, 1, also
from search_entries where language = ? order by id
"""


class Row(NamedTuple):
    """An entry that was found, and how many were.

    `is_own` says that it is in the reader's language, and `found` counts those of which that is as
    true.
    """

    language: str
    subject: str
    place: str
    anchor: str | None
    part: int | None
    title: str
    text: str
    rank: int
    is_own: int
    found: int
