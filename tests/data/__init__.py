"""Tests of `battkomp/data`."""
