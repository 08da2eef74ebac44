use super::*;

fn directory(name: &str) -> std::path::PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(format!("target/tmp/{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&path);
    path
}

#[tokio::test]
async fn what_was_put_is_found_again_after_a_restart() {
    let place = directory("restart");
    let store = Store::open(&place).unwrap();
    assert_eq!(store.get("a").await.unwrap(), None);
    store.put("a/1", "one").await.unwrap();
    store.put("a/2", "two").await.unwrap();
    store.put("a/1", "uno").await.unwrap();
    store.remove("a/2").await.unwrap();
    drop(store);
    let store = Store::open(&place).unwrap();
    assert_eq!(store.get("a/1").await.unwrap().as_deref(), Some("uno"));
    assert_eq!(store.get("a/2").await.unwrap(), None);
    fs::remove_dir_all(&place).unwrap();
}

#[tokio::test]
async fn only_what_is_under_the_name_and_not_to_be_kept_is_forgotten() {
    let store = Store::in_memory();
    store.retain("a/", |_, _| false).await.unwrap();
    for (name, text) in [("A", "old"), ("a/1", "old"), ("a/2", "new"), ("b/1", "old")] {
        store.put(name, text).await.unwrap();
    }
    let is_kept = |_: &str, text: &str| text == "new";
    store.retain("a/", is_kept).await.unwrap();
    for (name, text) in [
        ("A", Some("old")),
        ("a/1", None),
        ("a/2", Some("new")),
        ("b/1", Some("old")),
    ] {
        assert_eq!(store.get(name).await.unwrap().as_deref(), text, "{name}");
    }
}

#[tokio::test]
async fn a_directory_belongs_to_one_process() {
    let place = directory("shared");
    let _first = Store::open(&place).unwrap();
    let refused = Store::open(&place).unwrap_err();
    assert!(refused.contains("another process uses it"), "{refused}");
    fs::remove_dir_all(&place).unwrap();
}

#[tokio::test]
async fn memory_forgets_with_the_last_holder() {
    let store = Store::in_memory();
    store.put("a", "one").await.unwrap();
    assert_eq!(
        store.clone().get("a").await.unwrap().as_deref(),
        Some("one")
    );
    drop(store);
    assert_eq!(Store::in_memory().get("a").await.unwrap(), None);
}
