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
    assert!(store.all("").await.unwrap().is_empty());
    store.put("a/1", "one").await.unwrap();
    store.put("a/2", "two").await.unwrap();
    store.put("b/1", "three").await.unwrap();
    store.put("a/1", "uno").await.unwrap();
    store.remove("a/2").await.unwrap();
    drop(store);
    let store = Store::open(&place).unwrap();
    assert_eq!(store.get("a/1").await.unwrap().as_deref(), Some("uno"));
    let pair = ("a/1".to_owned(), "uno".to_owned());
    assert_eq!(store.all("a/").await.unwrap(), [pair]);
    fs::remove_dir_all(&place).unwrap();
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
