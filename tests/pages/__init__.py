"""Tests of `battkomp/pages`."""
