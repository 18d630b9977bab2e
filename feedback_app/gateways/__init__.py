"""Where foreign words end: providers, spreadsheets, QR codes."""
