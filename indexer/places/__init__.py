"""Places: what a person typed as a place becomes points on the map, and points become distances, offline."""
