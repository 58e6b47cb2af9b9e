"""One pregnancy in the words of HL7 FHIR R4: plain dictionaries, ready to be written as JSON."""
