//! An app that listens to every provider; its tests are beside it.
