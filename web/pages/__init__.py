"""One module a page: read the request, ask the engine, show the page."""
