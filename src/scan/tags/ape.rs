//! APEv2: free names, several values parted by a zero.

use lofty::ape::ApeTag;

use super::fields::{Field, Fields};

pub fn fields(tag: &ApeTag, fields: &mut Fields) {
    for item in tag {
        if let (Some(field), Some(values)) = (Field::named(item.key()), item.text_values()) {
            for value in values {
                fields.push(field, value);
            }
        }
    }
}
