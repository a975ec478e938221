"""Tests of `battkomp/content`."""
