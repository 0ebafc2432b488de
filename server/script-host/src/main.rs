//! A script host by itself.

fn main() -> std::process::ExitCode {
    bailiwick_script_host::serve()
}
