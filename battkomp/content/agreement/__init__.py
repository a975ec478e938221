"""The agreement of the languages with each other, and of texts with stored facts.

A check is a small pure function. To add one, write it in the module that it belongs to, and give
it a row in `PAIR_CHECKS` or `FACT_CHECKS`.
"""
