//! One whole record of each type, which editors and documentation show.

use serde_json::{Value, json};

use crate::RecordType;

/// A record of a type with the fields that are used most.
pub(super) fn example(record_type: RecordType) -> Value {
    match record_type {
        RecordType::Source => json!({
            "id": "harbour-post-2025-03-02",
            "kind": "news-article",
            "title": "Twelve ambulances reach Port Hospital",
            "publisher": "harbour-post",
            "language": "en",
            "published": "2025-03-02",
            "url": "https://harbour-post.example/ambulances",
        }),
        RecordType::Actor => json!({
            "id": "mara-lind",
            "kind": "person",
            "name": "Mara Lind",
            "roles": [{ "title": "Spokeswoman", "organization": "harbour-aid", "start": "2024-01-01" }],
        }),
        RecordType::Equipment => json!({
            "id": "a4-ambulance",
            "designation": "A4 ambulance",
            "aliases": ["A4"],
            "class": "vehicle",
        }),
        RecordType::Deal => json!({
            "id": "ambulance-deal",
            "title": "Ambulances for Port Hospital",
            "parties": ["harbour-aid", "port-hospital"],
            "stage": "agreed",
            "agreed": "2024-12",
            "value": "about EUR 900000",
            "evidence": [{
                "source": "harbour-post-2025-03-02",
                "paragraph": 2,
                "quote": "agreed in December on about €900,000",
                "supports": ["parties", "stage", "agreed", "value"],
            }],
        }),
        RecordType::Transfer => json!({
            "id": "ambulances-1",
            "kind": "materiel",
            "supplier": "harbour-aid",
            "recipient": "port-hospital",
            "deal": "ambulance-deal",
            "stage": "delivered",
            "delivered": "2025-02-20",
            "total": 12,
            "itemisation": "partial",
            "items": [{
                "equipment": "a4-ambulance",
                "quantity": 8,
                "evidence": [{
                    "source": "harbour-post-2025-03-02",
                    "paragraph": 3,
                    "quote": "eight A4",
                    "supports": ["equipment", "quantity"],
                }],
            }],
            "evidence": [{
                "source": "harbour-post-2025-03-02",
                "paragraph": 3,
                "quote": "Harbour Aid handed over 12 vehicles on 20 February",
                "supports": ["supplier", "recipient", "deal", "stage", "delivered", "total", "itemisation"],
            }],
        }),
        RecordType::Statement => json!({
            "id": "doctor-doubts-number",
            "speaker": "hospital-doctor",
            "act": "assert",
            "date": "2025-03-01",
            "medium": "harbour-post",
            "summary": "Fewer ambulances came than were announced.",
            "about": [{
                "target": "transfer:ambulances-1",
                "stance": "affirms",
                "claims": { "total": "up to 10" },
            }],
            "evidence": [{
                "source": "harbour-post-2025-03-02",
                "paragraph": 5,
                "quote": "a doctor told the Harbour Post on Saturday that ten came at most",
                "supports": ["speaker", "act", "date", "medium", "about"],
            }],
        }),
    }
}
