/** The most frequent Japanese surnames in characters, where they stand apart in a description: `胸部CT 田中`. */

const SURNAMES =
  '佐藤|鈴木|高橋|田中|伊藤|渡辺|渡邊|渡邉|山本|中村|小林|加藤|吉田|山田|佐々木|山口|松本|井上|木村|斎藤|斉藤|齋藤|齊藤|清水|山崎|池田|橋本|阿部|石川|山下|中島|石井|小川|前田|岡田|長谷川|藤田|後藤|近藤|村上|遠藤|青木|坂本|福田|太田|西村|藤井|金子|岡本|藤原|三浦|中野|中川|原田|松田|竹内|小野|田村|中山|和田|石田|森田|上田|柴田|酒井|工藤|横山|宮崎|宮本|内田|高木|安藤|谷口|大野|丸山|今井|高田|藤本|武田|村田|上野|杉山|増田|菅原|平野|小島|大塚|千葉|久保|松井|岩崎|桜井|野口|松尾|野村|菊地|菊池|佐野|大西|杉本|新井|浜田|市川|古川|水野|小松|島田|小山|高野|山内|西田|本田|平田|西川|川村|川上|土屋|吉村|吉川';

/** A surname with at most three characters of a given name, between spaces, signs and the ends of the text. */
export const JAPANESE_NAME = new RegExp(
  `(?:(?<=^|[ \\u3000_/,、:：-])|(?<=[A-Za-z]))((?:${SURNAMES})(?:[ \\u3000]?[\\p{Script=Han}\\p{Script=Hiragana}々]{1,3})?)(?=$|[ \\u3000_/,、-])`,
  'dgu',
);
