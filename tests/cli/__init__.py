"""Tests of `battkomp/cli`."""
