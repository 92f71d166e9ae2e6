//! Readers of numerals: Arabic, Han, financial (大写) and mixed.
