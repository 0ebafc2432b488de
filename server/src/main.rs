//! Bailiwick: identity governance in one executable.

fn main() -> std::process::ExitCode {
    bailiwick_server::cli::main()
}
