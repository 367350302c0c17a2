//! Workbooks made of what may be within one, for a changed byte of a whole one is refused by its checksum. Shared by the fuzz
//! target and `tests/readers.rs`.
use std::io::{Cursor, Write as _};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
/// The strings that cells refer to.
pub const STRINGS: &[u8] = b"<si><t>Temp</t></si><si><r><t>Sea</t></r><r><t>10,5</t></r></si>";

/// A sheet, and after a byte of 0 its strings: those of the workbook that they are put in.
pub fn parts(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|byte| *byte == 0);
    end.map_or((bytes, STRINGS), |end| (&bytes[..end], &bytes[end + 1..]))
}

/// A workbook whose parts are packed, or stored so that changed bytes reach what is within.
pub fn workbook(sheet: &[u8], strings: &[u8], packed: bool) -> Vec<u8> {
    let rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let pack = "http://schemas.openxmlformats.org/package/2006";
    let about =
        |name: &str| format!("<Relationship Id=\"r{name}\" Type=\"{rel}/{name}\" Target=\"{name}.xml\"/>");
    let parts: [(&str, Vec<u8>); 7] = [
        ("[Content_Types].xml", format!("<Types xmlns=\"{pack}/content-types\"/>").into_bytes()),
        (
            "_rels/.rels",
            format!("<Relationships xmlns=\"{pack}/relationships\"><Relationship Id=\"r1\" Type=\"{rel}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>").into_bytes(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{pack}/relationships\"><Relationship Id=\"r1\" Type=\"{rel}/worksheet\" Target=\"worksheets/sheet1.xml\"/>{}{}</Relationships>",
                about("styles"),
                about("sharedStrings")
            )
            .into_bytes(),
        ),
        (
            "xl/workbook.xml",
            format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{rel}\"><sheets><sheet name=\"Log\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>").into_bytes(),
        ),
        (
            "xl/styles.xml",
            format!("<styleSheet xmlns=\"{MAIN}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>").into_bytes(),
        ),
        ("xl/sharedStrings.xml", [format!("<sst xmlns=\"{MAIN}\">").as_bytes(), strings, b"</sst>"].concat()),
        (
            "xl/worksheets/sheet1.xml",
            [format!("<worksheet xmlns=\"{MAIN}\"><sheetData>").as_bytes(), sheet, b"</sheetData></worksheet>"].concat(),
        ),
    ];
    let method = if packed { zip::CompressionMethod::Deflated } else { zip::CompressionMethod::Stored };
    let options = zip::write::SimpleFileOptions::default().compression_method(method);
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name, options).expect("a part");
        zip.write_all(&content).expect("its content");
    }
    zip.finish().expect("a workbook").into_inner()
}
