"""The 12345 hotline: files of work orders in, evaluations out, and people deciding what a machine should not.

What stands and what waits:

* a record that is surely an evaluation, of a unit that is surely known, becomes an evaluation at once;
* a record of which the machine is unsure, or whose unit it cannot name beyond doubt, gets *no* evaluation until a
  person has decided: a quarantined one would already need a unit, and the unit is mostly what is missing;
* a record about danger to life waits for a person in any case, in front of all others;
* a record that is surely no evaluation (an enquiry, a request, a quarrel with a shop) is kept with its reason;
* a record from outside the period's dates becomes an evaluation in quarantine, for the office to look at.

The work-order number and the caller are kept as keyed pseudonyms only, texts with personal data masked. The uploaded
file is kept, readable by the service alone, until its import is done, because an import must survive being killed.
"""
