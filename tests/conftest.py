"""What tests of the application stand on; each plugin says what it offers."""

pytest_plugins = ["tests.databases", "tests.application", "tests.browser"]
collect_ignore = ["bench"]
