"""ILCD and eILCD in XML: read and written; TIDAS, the same in JSON, is read here too."""
