"""HL7 v2.6 as bedside devices speak it: IHE PCD-01 (ORU^R01) and PCD-04 (ORU^R40), over MLLP.

`reading.read` makes values of `app.ward.signals` out of the bytes of one message, `acknowledging` answers it, `writing`
makes such messages, `framing` puts them into MLLP frames, and `mllp.MllpInput` listens.
"""
