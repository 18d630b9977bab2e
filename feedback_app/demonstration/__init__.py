"""The demonstration city, loaded through the same services that real users use."""
