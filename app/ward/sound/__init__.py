"""What is heard of the ward's alarms: bursts made from parameters, and when each begins."""
