//! What has to do with keys of clients.

use super::{Double, File, VALID, outcome, told_by};
use crate::{auth::KeyHash, cli::exit::Failure};

#[tokio::test]
async fn without_clients_no_other_machine_is_served_with_a_config_or_without() {
    let (file, rooms) = (File::new("open", VALID), Double::default());
    for line in [
        "--listen 0.0.0.0:4000".to_owned(),
        format!("--config {} --listen 0.0.0.0:4000", file.path()),
    ] {
        let (ended, _) = outcome(&line, &rooms).await;
        let failure = ended.unwrap_err();
        assert_eq!(failure.code(), 64);
        let told = told_by(&failure);
        assert!(
            told.starts_with("--listen 0.0.0.0:4000 can be reached by other machines"),
            "{told}"
        );
        assert!(
            told.contains("add [[clients]] to the config file"),
            "{told}"
        );
    }
    let seen = rooms.seen.lock().unwrap();
    assert!(seen.served.is_empty() && seen.simulated.is_empty());
}

#[tokio::test]
async fn clients_with_keys_may_be_served_everywhere_and_the_query_to_try_says_where_the_key_goes() {
    let hash = KeyHash::of("a-key");
    let clients = format!("[[clients]]\nname = \"dashboard\"\nkey_sha256 = [\"{hash}\"]\n");
    let file = File::new("clients", &format!("{VALID}{clients}"));
    let line = |address: &str| format!("--config {} --listen {address}", file.path());
    let stopped = Double {
        problems: vec!["checked before a port is bound".to_owned()],
        ..Double::default()
    };
    let (ended, _) = outcome(&line("0.0.0.0:4000"), &stopped).await;
    assert_eq!(ended, Err(Failure::Usage(stopped.problems[0].clone())));
    let rooms = Double::default();
    let (ended, told) = outcome(&line("127.0.0.1:0"), &rooms).await;
    assert_eq!(ended, Ok(()));
    assert!(
        told.contains(" -H \"authorization: Bearer $KEY\" "),
        "{told}"
    );
    let seen = rooms.seen.lock().unwrap();
    let (config, _) = &seen.served[0];
    assert_eq!(&*config.clients[0].viewer.name, "dashboard");
}

#[tokio::test]
async fn key_prints_a_key_and_its_line_for_the_config() {
    let (ended, told) = outcome("key", &Double::default()).await;
    assert_eq!(ended, Ok(()));
    let lines: Vec<&str> = told.lines().map(str::trim).collect();
    assert!(lines.contains(&"a-key"), "{told}");
    let line = format!("key_sha256 = [\"{}\"]", KeyHash::of("a-key"));
    assert!(lines.contains(&line.as_str()), "{told}");
}
