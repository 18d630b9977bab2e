"""Phone samples: what a polling firm brings back for every case it was given, complete or not."""
