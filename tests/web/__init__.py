"""Tests of `battkomp/web`."""
