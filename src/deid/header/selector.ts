/** Which rule of a header policy speaks of an element. */
import { isPrivateTag } from '../../dicom/tag.js';
import { categoryOf } from './category.js';
import type { ElementSelector, TagPattern } from './policy.js';
import type { BasicAction } from './profile-table.js';

/** What a selector looks at. */
export interface SelectableElement {
  readonly tag: number;
  /** As encoded or, for implicit VR, as the dictionary has it. */
  readonly vr: string;
  /** The creator that reserved the element's block (PS3.5 7.8.1), without padding; for private elements only. */
  readonly creator?: string | undefined;
  /** What the Basic Profile says of the element, where it says anything. */
  readonly actionCode?: BasicAction | undefined;
}

/** Whether the element is one that the selector means. */
export function selects(selector: ElementSelector, element: SelectableElement): boolean {
  switch (selector.kind) {
    case 'tag':
      return selector.patterns.some((pattern) => matchesPattern(pattern, element.tag));
    case 'vr':
      return selector.vrs.includes(element.vr);
    case 'creator':
      return (
        element.creator === selector.creator &&
        isPrivateTag(element.tag) &&
        (selector.patterns.length === 0 ||
          selector.patterns.some((pattern) => matchesPattern(pattern, element.tag)))
      );
    case 'private':
      return isPrivateTag(element.tag);
    case 'category': {
      const category = categoryOf(element.tag, element.vr);
      return category !== undefined && selector.categories.includes(category);
    }
    case 'actionCode':
      return element.actionCode !== undefined && selector.codes.includes(element.actionCode);
  }
}

function matchesPattern(pattern: TagPattern, tag: number): boolean {
  return (tag & pattern.mask) >>> 0 === pattern.value;
}
