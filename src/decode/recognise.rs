//! What a file is: by its first bytes, with the extension as a second opinion.
