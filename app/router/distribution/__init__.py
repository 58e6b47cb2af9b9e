"""Who receives a message: classes of users and data, the patient's doctors, what a receiver can show, requests."""
