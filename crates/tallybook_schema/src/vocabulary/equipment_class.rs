//! Classes of equipment, with a crosswalk to the categories others use.

use super::vocabulary;

vocabulary! {
    /// What kind of equipment a designation names.
    EquipmentClass = "equipment-class" {
        AircraftCombat = "aircraft-combat": "Fighter, bomber or ground-attack aircraft with a crew",
        AircraftTransport = "aircraft-transport": "Transport aircraft",
        AircraftOther = "aircraft-other": "Other aircraft with a crew: trainers, tankers, reconnaissance",
        Helicopter = "helicopter": "Helicopter with a crew",
        Uav = "uav": "Uncrewed aerial vehicle of a kind not said",
        UavReconnaissance = "uav-reconnaissance": "Uncrewed aerial vehicle that observes and carries no weapon",
        UavCombat = "uav-combat": "Uncrewed aerial vehicle that carries weapons and returns",
        UavOneWayAttack = "uav-one-way-attack": "Uncrewed aerial vehicle that is itself the munition (loitering munition, kamikaze drone)",
        Drone = "drone": "Uncrewed aerial vehicle" => "uav",
        AirDefenceSystem = "air-defence-system": "Surface-to-air missile system on a vehicle, ship or site",
        Manpads = "manpads": "Man-portable air-defence system",
        AntiTankMissile = "anti-tank-missile": "Anti-tank missile or rocket and its launcher",
        Missile = "missile": "Other guided missile: cruise, ballistic, anti-ship, air-to-air",
        Artillery = "artillery": "Gun, howitzer, mortar or rocket launcher of 75 mm or more",
        Tank = "tank": "Main battle tank",
        ArmouredVehicle = "armoured-vehicle": "Other armoured vehicle",
        Vehicle = "vehicle": "Vehicle without armour",
        Ship = "ship": "Warship, patrol craft or submarine",
        SmallArm = "small-arm": "Pistol, rifle, machine gun under 20 mm",
        Ammunition = "ammunition": "Ammunition, bombs, mines, grenades",
        Sensor = "sensor": "Radar, sonar, electro-optical or electronic-warfare equipment",
        Engine = "engine": "Engine for any of these",
        Component = "component": "Other part or electronic component",
        Other = "other": "Anything else; the designation says what",
    }
}

/// Where a class stands in the classifications of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crosswalk {
    /// Category of the SIPRI Arms Transfers Database; `None` where SIPRI does not count the class.
    pub sipri_category: Option<&'static str>,
    /// Item of the EU Common Military List; `None` where the class is not listed as such.
    pub eu_ml: Option<&'static str>,
}

impl EquipmentClass {
    /// The class in the words shown to people (`Man-portable air-defence system`).
    pub fn label(self) -> &'static str {
        match self {
            Self::AircraftCombat => "Combat aircraft",
            Self::AircraftTransport => "Transport aircraft",
            Self::AircraftOther => "Other aircraft",
            Self::Helicopter => "Helicopter",
            Self::Uav | Self::Drone => "UAV",
            Self::UavReconnaissance => "Reconnaissance UAV",
            Self::UavCombat => "Combat UAV",
            Self::UavOneWayAttack => "One-way attack UAV",
            Self::AirDefenceSystem => "Air-defence system",
            Self::Manpads => "Man-portable air-defence system",
            Self::AntiTankMissile => "Anti-tank missile",
            Self::Missile => "Missile",
            Self::Artillery => "Artillery",
            Self::Tank => "Tank",
            Self::ArmouredVehicle => "Armoured vehicle",
            Self::Vehicle => "Vehicle",
            Self::Ship => "Ship",
            Self::SmallArm => "Small arm",
            Self::Ammunition => "Ammunition",
            Self::Sensor => "Sensor",
            Self::Engine => "Engine",
            Self::Component => "Component",
            Self::Other => "Other",
        }
    }

    /// The class in the classifications of others: the categories of the SIPRI Arms Transfers
    /// Database and the items of the Common Military List of the European Union.
    pub fn crosswalk(self) -> Crosswalk {
        let row = |sipri_category, eu_ml| Crosswalk { sipri_category, eu_ml };
        match self {
            Self::AircraftCombat
            | Self::AircraftTransport
            | Self::AircraftOther
            | Self::Helicopter
            | Self::Uav
            | Self::Drone
            | Self::UavReconnaissance
            | Self::UavCombat => row(Some("Aircraft"), Some("ML10")),
            // SIPRI counts loitering munitions among missiles; the list has them with other UAVs.
            Self::UavOneWayAttack => row(Some("Missiles"), Some("ML10")),
            Self::AirDefenceSystem => row(Some("Air-defence systems"), Some("ML4")),
            Self::Manpads | Self::AntiTankMissile | Self::Missile => row(Some("Missiles"), Some("ML4")),
            Self::Artillery => row(Some("Artillery"), Some("ML2")),
            Self::Tank | Self::ArmouredVehicle => row(Some("Armoured vehicles"), Some("ML6")),
            Self::Vehicle => row(None, Some("ML6")),
            Self::Ship => row(Some("Ships"), Some("ML9")),
            Self::SmallArm => row(None, Some("ML1")),
            Self::Ammunition => row(None, Some("ML3")),
            Self::Sensor => row(Some("Sensors"), Some("ML5")),
            Self::Engine => row(Some("Engines"), None),
            Self::Component | Self::Other => row(None, None),
        }
    }
}
