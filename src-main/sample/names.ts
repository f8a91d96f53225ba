/** People of one origin: their surnames and given names go together. All lists are our own; nobody is meant. */
export type NamePool = {
  readonly weight: number;
  readonly language: string;
  readonly surnames: readonly string[];
  readonly women: readonly string[];
  readonly men: readonly string[];
};

const list = (names: string): readonly string[] => names.split(',').map((name) => name.trim());

export const NAME_POOLS: readonly NamePool[] = [
  {
    weight: 22,
    language: 'en',
    surnames: list(
      "Ashgrove, Barlow, Caldwell, Drummond, Ellison, Fairweather, Greenhalgh, Hartnell, Ingleby, Kirkbride, Langley, Marwood, Northcott, O'Brien, Pemberton, Quayle, Ravenscroft, Stockdale, Thackeray, Underhill, Wetherby, Yardley, Featherstonehaugh-Cholmondeley",
    ),
    women: list(
      'Abigail, Beatrice, Charlotte, Daphne, Eleanor, Fiona, Grace, Harriet, Imogen, Josephine, Mary Ann, Olivia, Prudence, Rosalind, Sylvia, Winifred',
    ),
    men: list(
      'Alfred, Benedict, Clive, Duncan, Edmund, Francis, Graham, Hugh, Isaac, Jonathan, Leonard, Montgomery, Percival, Rupert, Stanley, Walter',
    ),
  },
  {
    weight: 12,
    language: 'es',
    surnames: list(
      'García Lorenzo, Núñez, Peña Villaseñor, Ibáñez, Castañeda, de la Fuente, Quiñones, Ordóñez Rivas, Zúñiga, Montalbán, Echeverría, Muñoz Carrión',
    ),
    women: list('Lucía, Begoña, Inés, Ximena, María José, Rocío, Sofía, Concepción, Estefanía, Paloma'),
    men: list('Andrés, José Ángel, Íñigo, Raúl, Tomás, Joaquín, Sebastián, Ramón, Adrián, Víctor'),
  },
  {
    weight: 10,
    language: 'en',
    surnames: list(
      'Freeman, Broadnax, Whitfield, Gaines, Mayfield, Okonkwo, Adeyemi, Boateng, Mbeki-Dlamini, Nwachukwu, Tesfaye, Abiodun',
    ),
    women: list('Imani, Keisha, Adaeze, Folasade, Naomi, Zainab, Ruth, Chidinma, Ebony, Selam'),
    men: list('Darius, Emeka, Kwame, Malik, Oluwaseun, Tyrone, Samuel, Babatunde, Jerome, Dawit'),
  },
  {
    weight: 7,
    language: 'zh',
    surnames: list('王, 李, 陳, 歐陽, Zhang, Liu, Huang, Wong-Leung'),
    women: list('秀英, 美玲, 雅婷, Mei, Xiuying, Lihua'),
    men: list('志明, 建國, 俊傑, Wei, Jianguo, Haoran'),
  },
  {
    weight: 6,
    language: 'ar',
    surnames: list('الحداد, الخطيب, النجار, العبدالله, Al-Masri, Haddad, ibn Khalid'),
    women: list('فاطمة, ليلى, مريم, Noor, Yasmin, Salma'),
    men: list('أحمد, يوسف, خالد, Omar, Karim, عبد الرحمن'),
  },
  {
    weight: 4,
    language: 'he',
    surnames: list('כהן, מזרחי, בן־דוד, Abramovitz, Rosenthal, Ben-Ami'),
    women: list('שרה, רבקה, נועה, Miriam, Tova'),
    men: list('דוד, משה, יוסף, Eitan, Avner'),
  },
  {
    weight: 7,
    language: 'hi',
    surnames: list(
      'शर्मा, Venkatanarasimharajuvaripeta, Krishnamurthy Subramaniam, Patel, Chaudhary, Banerjee, Iyer, Kaur Dhaliwal',
    ),
    women: list('Anjali, Priyadarshini, दीपिका, Lakshmi, Meenakshi, Sunita'),
    men: list('Arjun, Ramanathan, विजय, Harpreet, Sandeep, Venkatesh'),
  },
  {
    weight: 5,
    language: 'vi',
    surnames: list('Nguyễn, Trần, Phạm, Đặng, Lê'),
    women: list('Thị Hồng, Ngọc Ánh, Mỹ Linh, Thu Thủy, Bích Phượng'),
    men: list('Văn Đức, Minh Quân, Quốc Bảo, Hữu Phước, Tuấn Kiệt'),
  },
  {
    weight: 5,
    language: 'pl',
    surnames: list('Wójcik, Świątek, Żółkiewski, Grzegorzewski, Brzęczyszczykiewicz, Łukasik'),
    women: list('Małgorzata, Agnieszka, Bożena, Świętosława, Zofia, Łucja'),
    men: list('Grzegorz, Stanisław, Władysław, Łukasz, Mieczysław, Jędrzej'),
  },
  {
    weight: 4,
    language: 'ru',
    surnames: list('Кузнецов, Соколов, Шевченко, Volkov, Dragunsky'),
    women: list('Ольга, Екатерина, Наталья, Irina, Ludmila'),
    men: list('Александр, Дмитрий, Всеволод, Boris, Yevgeny'),
  },
  {
    weight: 4,
    language: 'de',
    surnames: list(
      'Müller, Großmann, Jäger, Schönborn, von der Heydt-Württemberg, van den Bergh, Sørensen, Åkesson, Guðmundsdóttir',
    ),
    women: list('Käthe, Ingeborg, Jördis, Saskia, Annelise, Þórunn'),
    men: list('Jürgen, Günther, Björn, Pieter, Anders, Matthias'),
  },
  {
    weight: 3,
    language: 'ja',
    surnames: list('佐藤, 高橋, 渡邊, Takahashi, Yamanaka'),
    women: list('さくら, 美咲, 陽子, Haruka, Keiko'),
    men: list('健太, 翔, 太郎, Kenji, Hiroshi'),
  },
  {
    weight: 3,
    language: 'ko',
    surnames: list('김, 이, 박, Choi, Jeong'),
    women: list('지영, 은주, 서연, Hye-jin, Min-seo'),
    men: list('민준, 영수, 동현, Seung-ho, Jae-won'),
  },
  {
    weight: 3,
    language: 'pt',
    surnames: list(
      'da Conceição, Gonçalves Magalhães, Albuquerque de Vasconcelos e Menezes, Simões, Antão Falcão',
    ),
    women: list('Inês, Conceição, Maria da Graça, Letícia, Assunção'),
    men: list('João, Estêvão, Luís Filipe, Gonçalo, Sebastião'),
  },
  {
    weight: 2,
    language: 'fr',
    surnames: list("L'Écuyer, Lefèvre, Châtelain, Saint-Exupéry-Duhamel, N'Guessan, Bélanger"),
    women: list('Hélène, Françoise, Anaïs, Océane, Zoé'),
    men: list('Étienne, François, Gaël, Noël, Jérôme'),
  },
  {
    weight: 2,
    language: 'haw',
    surnames: list('Keʻalohilani, Kahananui, Keihanaikukauakahihuliheekahaunaele'),
    women: list('Leilani, Kaʻiulani, Noelani'),
    men: list('Kamehaokalani, Keoni, Makoa'),
  },
];

/** Streets and towns that do not exist; postal codes 00000–00099 are not assigned. */
export const STREETS = list(
  'Heronwood Lane, Old Quarry Road, Lantern Street, Saint Brigid Avenue, Tidewater Row, Copperfield Drive, Mulberry Court, Observatory Hill, Foxglove Crescent, Weir Street, Juniper Terrace, Calle del Molino',
);
export const TOWNS: readonly (readonly [string, string])[] = [
  ['Marlow Falls', '00017'],
  ['Port Ellery', '00023'],
  ['Saint Anselm', '00031'],
  ['Rookhaven', '00044'],
  ['New Brannoch', '00058'],
  ['Cañon Verde', '00062'],
];
