"""The visits: the plan, what took place, and recording one."""
