"""The citizen's page behind a QR code: one question page, one receipt, no account, no trace of the person."""
