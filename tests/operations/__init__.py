"""Tests of `battkomp/operations`."""
