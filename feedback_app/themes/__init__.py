"""What people speak of: hot issues of a day, a week or a month, found by machine and put in order by people."""
