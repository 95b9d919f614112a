//! Nothing: the app is an example, and the tests start it as a process.
