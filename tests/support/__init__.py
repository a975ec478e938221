"""Helpers of the tests: sites, visitors, and rules for every page."""
