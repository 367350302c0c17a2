//! The import of models in the whole window.
