//! Where a farm file lies: on a disk of this computer or on another's, and whether it is still the file that was opened.
use std::fs::{File, Metadata};
use std::path::Path;

use crate::domain::fault::{Fault, FaultKind, Outcome};

/// File systems of other computers, as Linux names them.
const OF_OTHERS: [&str; 13] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "afs",
    "ceph",
    "ncpfs",
    "vboxsf",
    "davfs",
    "fuse.sshfs",
    "fuse.davfs2",
];

/// Whether a file lies on a network share. Where the system does not say, it is taken for a disk.
pub(super) fn is_on_network(path: &Path) -> bool {
    let Some(folder) = path.parent() else { return false };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    // Windows resolves the letter of a share to where it really is.
    let Ok(folder) = folder.canonicalize() else { return false };
    if cfg!(windows) {
        return folder.to_string_lossy().starts_with(r"\\?\UNC\");
    }
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    file_system_of(&folder, &mounts).is_some_and(|name| OF_OTHERS.contains(&name))
}

/// The file system of a folder, by the mount that goes farthest towards it: of several at one place, the last.
fn file_system_of<'a>(folder: &Path, mounts: &'a str) -> Option<&'a str> {
    let mut found: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let Some((mount, about)) = line.split_once(" - ") else { continue };
        let (Some(at), Some(name)) = (mount.split(' ').nth(4), about.split(' ').next()) else { continue };
        let at = at.replace("\\040", " ");
        if folder.starts_with(&at) && found.is_none_or(|(length, _)| at.len() >= length) {
            found = Some((at.len(), name));
        }
    }
    found.map(|(_, name)| name)
}

/// By what a file is known again, whatever happens to its name. Where files that are open can be neither removed nor replaced
/// (Windows) there is nothing to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SameFile(Option<(u64, u64)>);

impl SameFile {
    /// Of the file that has this name now.
    pub(super) fn of(path: &Path) -> Self {
        Self::by(std::fs::metadata(path).ok())
    }

    /// Of a file that is open, whatever its name stands for now.
    pub(super) fn of_open(file: &File) -> Self {
        Self::by(file.metadata().ok())
    }

    fn by(about: Option<Metadata>) -> Self {
        #[cfg(unix)]
        let known = {
            use std::os::unix::fs::MetadataExt as _;
            about.map(|about| (about.dev(), about.ino()))
        };
        #[cfg(not(unix))]
        let known = about.map(|_| (0, 0));
        Self(known)
    }

    /// Refuses to go on if the name has been given to another file since, or to none.
    pub(super) fn check(self, path: &Path) -> Outcome<()> {
        let now = Self::of(path);
        if now == self {
            return Ok(());
        }
        let what = if now.0.is_some() { "was replaced by another" } else { "was moved or deleted" };
        Err(Fault::new(
            FaultKind::FileMissing,
            format!("the farm file {what} while it was open, so nothing more is written to it"),
            "What it held can still be saved: Settings, Backups, Back up to…. Then open the file anew",
        ))
    }
}

/// Refuses what is no longer the file that was opened, saying which.
pub(super) fn check(identity: SameFile, path: &Path) -> Outcome<()> {
    identity.check(path).map_err(|fault: Fault| fault.within(&path.display().to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mount_that_goes_farthest_says_what_a_folder_lies_on() {
        let mounts = "22 1 0:20 / / rw - ext4 /dev/sda1 rw\n\
            30 22 0:30 / /mnt/site rw,relatime shared:2 - cifs //server/site rw\n\
            31 22 0:31 / /mnt/my\\040stick rw - vfat /dev/sdb1 rw\n\
            32 22 0:32 / /mnt/site/local rw - ext4 /dev/sdc1 rw";
        for (folder, name) in [
            ("/home/anna", "ext4"),
            ("/mnt/site", "cifs"),
            ("/mnt/site/farms", "cifs"),
            ("/mnt/sites", "ext4"),
            ("/mnt/site/local/x", "ext4"),
            ("/mnt/my stick", "vfat"),
        ] {
            assert_eq!(file_system_of(Path::new(folder), mounts), Some(name), "{folder}");
        }
        assert!(!is_on_network(&std::env::temp_dir().join("x.salmonrun")));
    }
}
