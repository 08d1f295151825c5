/** Names so common that they count as names although they are words, or eponyms, too. Our own lists, folded. */
import { wordSet } from '../words.js';

/**
 * Surnames of which most people who write one mean a person. Left out: those that headers use for something else
 * (`white`, `gray`, `long`, `hill`, `stone`, `cook`, `ward`, `dixon`).
 */
export const COMMON_SURNAMES: ReadonlySet<string> = wordSet(`
smith johnson williams jones miller davis moore taylor anderson thomas jackson martin lee thompson harris clark lewis robinson walker
allen wright scott adams baker nelson carter mitchell roberts turner phillips campbell parker evans edwards collins stewart
morris murphy rogers morgan cooper peterson reed bailey kelly howard richardson watson brooks bennett james hughes foster sanders
myers mason palmer fisher butler simmons patterson jordan reynolds hamilton graham wallace griffin cole
hayes chavez gibson bryant ellis stevens murray marshall owens harrison kennedy warren burns gordon shaw
holmes robertson henderson coleman jenkins perry powell sullivan russell spencer gardner payne pierce berry matthews arnold wagner
willis watkins olson carroll duncan snyder hart cunningham bradley lane andrews ruiz harper riley armstrong carpenter
weaver greene lawrence elliott chapman lawson franklin bishop carr austin fuller hawkins franks oconnor obrien
hopkins barrett curtis newman archer sutton gregory barnes ramsey barker fletcher potter porter
doe roe mustermann musterfrau tester
garcia rodriguez martinez hernandez lopez gonzalez perez sanchez ramirez torres flores rivera gomez diaz cruz reyes morales ortiz gutierrez
silva santos oliveira souza pereira ferreira almeida carvalho gomes ribeiro martins rossi russo ferrari esposito bianchi romano
muller schmidt schneider fischer weber meyer schulz becker hoffmann schafer bauer richter klein schroder neumann schwarz zimmermann
braun kruger hofmann hartmann schmitt werner krause meier lehmann schmid schulze maier kohler herrmann huber kaiser fuchs peters lang scholz moller
dubois durand leroy moreau lefebvre lefevre bertrand fournier girard lambert dupont bonnet mercier boyer blanc
jansen janssen bakker visser smit mulder bos vos dekker hansen johansen olsen larsen andersen pedersen nilsen kristiansen johansson karlsson nilsson eriksson
larsson olsson persson svensson nguyen tran pham huynh patel singh kumar sharma khan ali ahmed hussain kim park choi jung wang zhang chen liu yang huang
kowalski nowak wojcik kaminski lewandowski zielinski novak svoboda horvath nagy toth yilmaz kaya demir ivanov petrov smirnov kuznetsov popov`);

/** Short forms and pet names that are words, too, or in no list. */
export const NICKNAMES: ReadonlySet<string> = wordSet(`
bob rob robbie bobby bill billy will willie jack pat sue art ray rich dick rick jim jimmy tom tommy tim ted ned hank chuck buddy skip bud chip
sandy penny daisy rose lily hope faith joy grace dawn gene glenn grant miles mark frank harry peggy peg molly polly sally dot dottie
betty betsy liz lizzie beth kate katie kathy cathy maggie meg peggy jenny jen jess mandy mindy trish patty vicky nikki val viv bev barb
steve mike dave dan danny ben benny sam sammy joe joey tony andy drew alex nick nicky matt chris fred freddie ron ronnie don donny
ken kenny larry jerry gerry terry barry gary greg jeff geoff walt wally charlie charley ernie archie stan sid max mac red sonny junior
gus leo lou louie ollie pete phil randy russ stu vince vinnie zach zack nan nana gigi mimi lola tilly millie ellie evie josie rosie
seppi sepp hansi uli uschi heidi resi toni pepe paco pancho lola nacho beppe gigi`);
