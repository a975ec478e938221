"""Tests of `battkomp.content.agreement`."""
