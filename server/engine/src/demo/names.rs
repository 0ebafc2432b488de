//! Names of people from many countries, as an international company has them.

use bailiwick::text::normalise;

use super::dice::Dice;

/// Given and family names that go together.
struct Culture {
    weight: usize,
    given: &'static [&'static str],
    family: &'static [&'static str],
}

/// A list of names, without commas.
macro_rules! list {
    ($($name:literal)*) => { &[$($name),*] };
}

const CULTURES: &[Culture] = &[
    Culture {
        weight: 22,
        given: list![
            "Astrid" "Björn" "Elin" "Erik" "Freja" "Gustav" "Hedda" "Henrik" "Ida" "Ingrid" "Johan" "Karin"
            "Kristoffer" "Lars" "Linnea" "Maja" "Magnus" "Mikael" "Nils" "Oskar" "Sigrid" "Signe" "Sofie"
            "Søren" "Torbjörn" "Ulrika" "Viktor" "Åsa"
        ],
        family: list![
            "Ahlström" "Andersson" "Berg" "Bergqvist" "Bjerregaard" "Dahl" "Ekholm" "Eriksson" "Forsberg"
            "Gustafsson" "Hagen" "Hansen" "Holmberg" "Jørgensen" "Karlsson" "Kjær" "Lindgren" "Lund"
            "Nilsson" "Norberg" "Nyström" "Olsen" "Rasmussen" "Sandberg" "Sjöberg" "Solheim" "Strand"
            "Sørensen" "Wallin" "Åkesson" "Öberg"
        ],
    },
    Culture {
        weight: 20,
        given: list![
            "Abigail" "Alistair" "Amelia" "Beth" "Callum" "Charlotte" "Daniel" "Eleanor" "Emma" "Fiona"
            "George" "Georgina" "Hannah" "Harriet" "Imogen" "Jack" "James" "Kieran" "Lewis" "Megan" "Oliver"
            "Owen" "Rhys" "Rosalind" "Rory" "Siobhan" "Thomas" "William"
        ],
        family: list![
            "Abbott" "Ainsworth" "Barlow" "Bennett" "Campbell" "Carmichael" "Clarke" "Cooper" "Davies"
            "Doyle" "Ellis" "Evans" "Fairclough" "Fletcher" "Gallagher" "Harding" "Hughes" "Jenkins" "Kerr"
            "Llewellyn" "MacDonald" "Marsh" "Morgan" "Murphy" "O’Brien" "Pemberton" "Reid" "Shaw"
            "Sutherland" "Turner" "Walsh" "Whitfield"
        ],
    },
    Culture {
        weight: 10,
        given: list![
            "Aarav" "Aditi" "Ananya" "Arjun" "Deepika" "Farhan" "Harpreet" "Ishaan" "Kavya" "Lakshmi"
            "Manish" "Meera" "Nikhil" "Pooja" "Rahul" "Rohan" "Saanvi" "Sanjay" "Shreya" "Sunita" "Vikram"
            "Zainab"
        ],
        family: list![
            "Agarwal" "Banerjee" "Bhatt" "Chatterjee" "Chaudhry" "Desai" "Fernando" "Ghosh" "Gupta" "Iyer"
            "Jayawardena" "Joshi" "Kapoor" "Khan" "Krishnan" "Malhotra" "Mehta" "Menon" "Nair" "Patel" "Rao"
            "Reddy" "Sharma" "Singh" "Subramaniam" "Verma"
        ],
    },
    Culture {
        weight: 10,
        given: list![
            "Anja" "Beate" "Benedikt" "Christoph" "Dieter" "Emil" "Friederike" "Georg" "Greta" "Hannes"
            "Heike" "Jens" "Johanna" "Jürgen" "Katharina" "Klaus" "Leonie" "Lukas" "Matthias" "Nele" "Sabine"
            "Uwe"
        ],
        family: list![
            "Bauer" "Becker" "Brandt" "Engel" "Fischer" "Gruber" "Hartmann" "Hofmann" "Huber" "Keller"
            "Köhler" "Krüger" "Lehmann" "Müller" "Neumann" "Richter" "Schäfer" "Schneider" "Schröder" "Vogel"
            "Wagner" "Weiß" "Winkler" "Zimmermann"
        ],
    },
    Culture {
        weight: 7,
        given: list![
            "Agnieszka" "Anna" "Bartosz" "Dorota" "Ewa" "Grzegorz" "Iwona" "Jakub" "Jan" "Kasia" "Krzysztof"
            "Łukasz" "Magdalena" "Marek" "Michał" "Paweł" "Tomáš" "Zuzana"
        ],
        family: list![
            "Adamczyk" "Dąbrowska" "Dvořák" "Górski" "Jabłoński" "Kamińska" "Kowalski" "Kozłowski"
            "Lewandowski" "Mazur" "Nowak" "Novotný" "Pawłowska" "Procházka" "Sikora" "Szymańska" "Wójcik"
            "Woźniak" "Zając" "Zieliński"
        ],
    },
    Culture {
        weight: 7,
        given: list![
            "Adaeze" "Amara" "Ayodele" "Chidi" "Chinedu" "Ebele" "Efua" "Emeka" "Folake" "Ifeoma" "Kofi"
            "Kwame" "Lindiwe" "Ngozi" "Nomsa" "Olumide" "Sipho" "Thandi" "Tunde" "Yaw" "Zanele" "Zola"
        ],
        family: list![
            "Abiodun" "Achebe" "Adeleke" "Adjei" "Afolabi" "Appiah" "Asante" "Balogun" "Boateng" "Danjuma"
            "Dlamini" "Eze" "Igwe" "Mensah" "Mokoena" "Ndlovu" "Nkosi" "Nwosu" "Obi" "Ogunleye" "Okafor"
            "Owusu"
        ],
    },
    Culture {
        weight: 8,
        given: list![
            "Alejandra" "Álvaro" "Ana" "Beatriz" "Carlos" "Carmen" "Catarina" "Diego" "Duarte" "Elena"
            "Gonçalo" "Inês" "Javier" "João" "Lucía" "Mariana" "Mateo" "Miguel" "Núria" "Pilar" "Rafael"
            "Rui" "Sofía" "Tiago"
        ],
        family: list![
            "Almeida" "Álvarez" "Carvalho" "Castro" "Costa" "Domínguez" "Fernández" "Ferreira" "García"
            "Gómez" "González" "Ibáñez" "Jiménez" "López" "Marques" "Martínez" "Mendes" "Moreno" "Muñoz"
            "Navarro" "Núñez" "Oliveira" "Pereira" "Ruiz" "Santos" "Vázquez"
        ],
    },
    Culture {
        weight: 5,
        given: list![
            "Alessandra" "Andrea" "Bianca" "Chiara" "Davide" "Elisa" "Federico" "Francesca" "Giulia"
            "Lorenzo" "Luca" "Marco" "Martina" "Matteo" "Paola" "Stefano"
        ],
        family: list![
            "Barbieri" "Bianchi" "Bruno" "Caruso" "Conti" "De Luca" "Esposito" "Ferrari" "Fontana" "Gallo"
            "Greco" "Lombardi" "Marino" "Moretti" "Ricci" "Rinaldi" "Romano" "Rossi"
        ],
    },
    Culture {
        weight: 6,
        given: list![
            "Aurélie" "Baptiste" "Benoît" "Camille" "Chloé" "Élodie" "Étienne" "Floris" "François"
            "Guillaume" "Hélène" "Jeroen" "Lotte" "Mathilde" "Pieter" "Rémi" "Sander" "Sylvie" "Thijs"
            "Xavier"
        ],
        family: list![
            "Bakker" "Bernard" "Blanc" "Chevalier" "De Vries" "Dubois" "Dupont" "Fournier" "Garnier" "Girard"
            "Janssen" "Lambert" "Lefèvre" "Leroy" "Mercier" "Moreau" "Peeters" "Rousseau" "Van den Berg"
            "Visser"
        ],
    },
    Culture {
        weight: 5,
        given: list![
            "Anh" "Daichi" "Haruka" "Hye-jin" "Jia" "Jun" "Keiko" "Kenji" "Linh" "Mei" "Minh" "Min-jun"
            "Naoko" "Qiang" "Ren" "Seo-yeon" "Takumi" "Wei" "Xiulan" "Yan" "Yuki" "Yuna"
        ],
        family: list![
            "Chen" "Choi" "Fujita" "Hayashi" "Huang" "Ito" "Kim" "Kobayashi" "Lam" "Lee" "Lin" "Liu" "Mori"
            "Nakamura" "Ng" "Nguyen" "Park" "Suzuki" "Takahashi" "Tan" "Tran" "Wang" "Watanabe" "Wong" "Wu"
            "Yamamoto" "Zhang" "Zhao"
        ],
    },
];

/// A person's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) given: String,
    pub(super) family: String,
}

impl Name {
    /// Somebody's name. One in ten has family from another country than the given name
    /// suggests, one in thirty two family names.
    pub(super) fn of(dice: &mut Dice) -> Self {
        let culture =
            |dice: &mut Dice| &CULTURES[dice.weighted(CULTURES.iter().map(|culture| culture.weight))];
        let home = culture(dice);
        let second = if dice.percent(10) { culture(dice) } else { home };
        let given = (*dice.pick(home.given)).to_owned();
        let mut family = (*dice.pick(second.family)).to_owned();
        if dice.percent(3) {
            let other = culture(dice);
            family = format!("{family}-{}", dice.pick(other.family));
        }
        Self { given, family }
    }

    /// As shown.
    pub(super) fn display(&self) -> String {
        format!("{} {}", self.given, self.family)
    }

    /// The beginning of a sign-in name: `given.family` in plain letters.
    pub(super) fn sign_in(&self) -> String {
        let plain = |text: &str| -> String {
            normalise(text)
                .chars()
                .filter_map(|letter| match letter {
                    'a'..='z' | '-' => Some(letter),
                    ' ' => Some('-'),
                    _ => None,
                })
                .collect()
        };
        format!("{}.{}", plain(&self.given), plain(&self.family))
    }
}

#[cfg(test)]
mod tests {
    use super::super::dice::Kind;
    use super::*;

    #[test]
    fn a_sign_in_name_has_plain_letters() {
        let name = Name { given: "Søren".into(), family: "De Vries-O’Brien".into() };
        assert_eq!(name.display(), "Søren De Vries-O’Brien");
        assert_eq!(name.sign_in(), "soren.de-vries-obrien");
    }

    #[test]
    fn everybody_has_a_name_that_can_be_typed() {
        for at in 0..5_000 {
            let name = Name::of(&mut Dice::of(1, Kind::Person, at));
            assert!(
                name.sign_in().chars().all(|c| c.is_ascii_lowercase() || c == '-' || c == '.'),
                "{name:?}"
            );
        }
    }
}
