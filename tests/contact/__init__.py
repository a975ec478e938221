"""Tests of `battkomp/contact`."""
