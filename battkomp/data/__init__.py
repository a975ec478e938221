"""Open data: data sets, feeds, calendar, linked data and the sitemap."""
