"""What the tests speak with: sites, visitors, and what must hold on every page."""
