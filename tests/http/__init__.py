"""Tests of `battkomp/http`."""
