//! One file for each client.

pub mod fastwebsockets;
pub mod tokio_tungstenite;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;

/// A library and its version, as the manifest pins it: `tokio 1.2.3`.
fn pinned(library: &str) -> String {
    let version = include_str!("../../Cargo.toml")
        .lines()
        .filter_map(|line| line.strip_prefix(library)?.strip_prefix(" = "))
        .find_map(|line| line.split_once("\"=")?.1.split('"').next());
    format!("{library} {}", version.unwrap_or("of unknown version"))
}

/// rustls with its default provider, trusting one certificate and no other.
fn trust(ca: &str) -> Result<Arc<ClientConfig>, String> {
    let certificate = CertificateDer::from_pem_file(ca).map_err(|e| format!("{ca}: {e}"))?;
    let mut roots = RootCertStore::empty();
    roots.add(certificate).map_err(|e| format!("{ca}: {e}"))?;
    let config = ClientConfig::builder().with_root_certificates(roots);
    Ok(Arc::new(config.with_no_client_auth()))
}
