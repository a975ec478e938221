"""Tests of `battkomp/db`."""
