//! The unit for systemd: what it says is true of the program and of the README.

use std::{
    collections::HashMap,
    fs,
    os::unix::net::UnixDatagram,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use invoice_gateway::config::Config;

use crate::http::process::{Folder, PATIENCE};

const UNIT: &str = "contrib/invoice-gateway.service";
const PROGRAM: &str = env!("CARGO_BIN_EXE_invoice-gateway");

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// What the unit sets, each key as often as it does.
fn settings() -> HashMap<String, Vec<String>> {
    let mut settings: HashMap<String, Vec<String>> = HashMap::new();
    for line in read(UNIT).lines() {
        if let Some((key, value)) = line.split_once('=').filter(|_| !line.starts_with('#')) {
            let values = settings.entry(key.to_owned()).or_default();
            values.push(value.to_owned());
        }
    }
    settings
}

fn only(key: &str) -> String {
    let settings = settings();
    let [value] = &settings[key][..] else {
        panic!("{key} is set more than once");
    };
    value.clone()
}

fn seconds(key: &str) -> Duration {
    let value = only(key);
    let seconds = value.strip_suffix('s').expect("in seconds");
    Duration::from_secs(seconds.parse().unwrap())
}

/// A process that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The command of the unit, with a folder in place of that of the config.
fn command(folder: &Path) -> Command {
    let typed = only("ExecStart");
    let folder = folder.to_str().unwrap();
    let typed = typed.replace("/etc/invoice-gateway", folder);
    let mut words = typed.split(' ');
    let program = PathBuf::from(words.next().unwrap());
    assert_eq!(program.file_name(), Path::new(PROGRAM).file_name());
    let mut command = Command::new(PROGRAM);
    command.args(words).env_remove("INVOICE_GATEWAY_CONFIG");
    command
}

#[test]
fn its_command_serves_says_that_it_is_ready_and_stops_as_told() {
    let folder = Folder::new("unit");
    let config = folder.write(
        "gateway.toml",
        "[server]\nlisten = \"127.0.0.1:0\"\n[cache]\nstate_dir = \"${STATE_DIRECTORY}/state\"\n\
         [[accounts]]\nid = \"trucks\"\nprovider = \"dashdoc\"\ntoken = \"${TRUCKS_TOKEN}\"\n",
    );
    let folder = config.parent().unwrap();
    for socket in [
        folder.join("notify").to_str().unwrap().to_owned(),
        abstract_name(),
    ] {
        let listening = listen(&socket);
        let child = command(folder)
            .env("NOTIFY_SOCKET", &socket)
            .env("STATE_DIRECTORY", folder)
            .env("TRUCKS_TOKEN", "t0ken")
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let mut running = Running(child.unwrap());
        let mut said = [0; 64];
        let length = listening.recv(&mut said).expect("it says that it is ready");
        assert_eq!(&said[..length], b"READY=1");
        let id = running.0.id().to_string();
        let sent = Command::new("kill").args(["-s", "TERM", &id]).status();
        assert!(sent.unwrap().success());
        assert_eq!(running.0.wait().unwrap().code(), Some(0));
    }
    assert!(folder.join("state").is_dir());
}

/// A socket as systemd has one, in the file system or with a name alone.
fn listen(socket: &str) -> UnixDatagram {
    use std::os::{linux::net::SocketAddrExt, unix::net::SocketAddr};
    let address = match socket.strip_prefix('@') {
        Some(name) => SocketAddr::from_abstract_name(name).unwrap(),
        None => SocketAddr::from_pathname(socket).unwrap(),
    };
    let listening = UnixDatagram::bind_addr(&address).unwrap();
    listening.set_read_timeout(Some(PATIENCE)).unwrap();
    listening
}

fn abstract_name() -> String {
    format!("@invoice-gateway-unit-{}", std::process::id())
}

#[test]
fn a_config_that_cannot_work_fails_the_start_and_is_not_tried_again() {
    let folder = Folder::new("unit-wrong");
    let config = folder.write("gateway.toml", "[server]\nlisten = \"nowhere\"\n");
    let socket = config.with_file_name("notify");
    let listening = listen(socket.to_str().unwrap());
    let ended = command(config.parent().unwrap())
        .env("NOTIFY_SOCKET", &socket)
        .output()
        .unwrap();
    let code = ended.status.code().unwrap().to_string();
    assert_eq!(code, only("RestartPreventExitStatus"));
    listening.set_nonblocking(true).unwrap();
    assert!(listening.recv(&mut [0; 64]).is_err(), "it was never ready");
}

#[test]
fn it_is_never_ready_where_its_state_has_no_place() {
    let folder = Folder::new("unit-stateless");
    let config = folder.write(
        "gateway.toml",
        "[server]\nlisten = \"127.0.0.1:0\"\n[cache]\nstate_dir = \"/dev/null/state\"\n\
         [[accounts]]\nid = \"trucks\"\nprovider = \"dashdoc\"\ntoken = \"t\"\n",
    );
    let socket = config.with_file_name("notify");
    let listening = listen(socket.to_str().unwrap());
    let ended = command(config.parent().unwrap())
        .env("NOTIFY_SOCKET", &socket)
        .output()
        .unwrap();
    assert_eq!(ended.status.code(), Some(1));
    assert!(!String::from_utf8_lossy(&ended.stdout).contains("Listening"));
    listening.set_nonblocking(true).unwrap();
    assert!(listening.recv(&mut [0; 64]).is_err(), "it was never ready");
}

#[test]
fn it_has_the_time_to_finish_what_was_begun() {
    let config = Config::default_for(vec![]);
    let longest = config.limits.deadline + Duration::from_secs(10);
    assert!(seconds("TimeoutStopSec") > longest, "{longest:?}");
}

#[test]
fn the_readme_says_where_its_files_are() {
    let readme = read("README.md");
    let (_, told) = readme.split_once("## Run it in production").unwrap();
    let (told, _) = told.split_once("\n## ").unwrap();
    let settings = settings();
    let paths = ["ExecStart", "EnvironmentFile"].map(|key| settings[key].concat());
    let paths = paths.join(" ");
    let paths: Vec<&str> = paths
        .split(' ')
        .map(|word| word.trim_start_matches('-'))
        .filter(|word| word.starts_with('/'))
        .collect();
    assert_eq!(paths.len(), 3, "{paths:?}");
    for path in paths.into_iter().chain([UNIT]) {
        assert!(told.contains(path), "{path}");
    }
}

/// Where systemd is installed; elsewhere there is nobody to ask.
#[test]
fn systemd_understands_it_and_finds_little_to_fear() {
    let folder = Folder::new("unit-systemd");
    let unit = read(UNIT).replace("/usr/local/bin/invoice-gateway", PROGRAM);
    let file = folder.write("invoice-gateway.service", &unit);
    let analyze = |arguments: &[&str]| {
        let mut command = Command::new("systemd-analyze");
        command.args(arguments).arg(&file).output().ok()
    };
    let Some(verified) = analyze(&["verify", "--man=no"]) else {
        println!("systemd is not installed here");
        return;
    };
    let told = String::from_utf8_lossy(&verified.stderr).into_owned();
    assert!(verified.status.success(), "{told}");
    assert!(!told.contains("invoice-gateway.service"), "{told}");
    // In tenths, of a hundred; other services of a usual machine have 96.
    let judged = analyze(&["security", "--offline=yes", "--threshold=15"]).unwrap();
    let told = String::from_utf8_lossy(&judged.stdout).into_owned();
    assert!(judged.status.success(), "{told}");
}
